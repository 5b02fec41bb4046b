"""Alembic's environment: run by `migrations.upgrade`, on the connection that it opened."""

from __future__ import annotations

from alembic import context

from agents.tables import metadata as agents
from commerce.tables import metadata as commerce
from conversations.tables import metadata as conversations
from insights.tables import metadata as insights
from privacy.tables import metadata as privacy
from recommendation.tables import metadata as recommendation
from signals.tables import metadata as signals

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[agents, commerce, conversations, insights, privacy, recommendation, signals],
    compare_type=True,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
