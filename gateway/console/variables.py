"""What the variables of canned replies become in one conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.console.visit import Visit

__all__ = ["variables_of"]


async def variables_of(visit: Visit, conversation_id: str) -> dict[str, str]:
    """Each variable with its value, empty where there is none. Raises ConversationNotFound."""
    console = visit.console
    talk = await console.read(console.transcripts.of, conversation_id)
    orders = await console.read(console.briefings.orders_in, talk)
    order = next(iter(orders), None)
    shipment = order.shipment if order else None
    return {
        "customer_first_name": next(iter((talk.conversation.customer_name or "").split()), ""),
        "agent_name": visit.me.name,
        "shop_name": visit.settings.store_name,
        "order_id": order.number if order else "",
        "order_status": order.status.value.replace("_", " ") if order else "",
        "tracking_link": (shipment.tracking_url or "") if shipment else "",
    }
