"""Settings, read once from the environment (`TILLY_*`) and handed down by `bootstrap`.

Every field's variable is ``TILLY_`` + its name in capitals; `.env.example` lists them all
(a test compares the two). An empty variable counts as unset.
"""

from __future__ import annotations

import os
import secrets
import typing
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from knowledge.sureness import least_confidence
from tilly.setting_values import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "TILLY_"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that a shop owner can set; times in seconds, sizes in the unit of the name."""

    data_dir: Path = Path("var")
    """Holds all state: databases, Chroma, logs, secrets."""
    models_dir: Path = Path("models")
    """Trained models of dialogue and mood, named by the hash of what they were trained from."""

    host: str = "127.0.0.1"
    """The address the gateway listens on; the only public one."""
    port: int = 8080
    public_url: str = ""
    """The address shoppers reach the gateway at; default http://localhost:<port>."""
    internal_port: int = 0
    """The gateway's loopback port for /metrics and the action server; 0 takes a free one."""
    action_port: int = 0
    rasa_port: int = 0

    database_url: str = ""
    """Commerce and conversations; default a SQLite file in the data directory."""
    chroma_url: str = ""
    """A Chroma server (http://host:port) in place of the embedded store."""
    events_url: str = ""
    """Rasa's event broker as the worker reads it; default a SQLite file."""

    store_name: str = "Harbour & Pine"
    store_url: str = ""
    """Prefix of product and page links; default the demo shop page."""
    link_hosts: tuple[str, ...] = ()
    """Further hosts that answers may link to, such as a carrier's."""
    privacy_url: str = ""
    """The privacy notice linked in the first message; default the demo shop's."""
    support_email: str = "help@harbourandpine.example"
    currency: str = "USD"
    source_precedence: tuple[str, ...] = ()
    """Names of sources, as patterns, that are believed before others where products disagree."""
    policy: str = ""
    """The shop's service policy; default the demo store's, or else sensible rules for anybody."""
    pricing: str = ""
    """The rules for prices (docs/insights.md); default the demo store's, or careful ones."""
    content_claims: str = ""
    """What no text on a product may claim (docs/insights.md); default a list of our own."""
    checkout_url: str = ""
    """Where the signed cart is handed over; default the demo shop's checkout."""
    most_discount: float = 25.0
    """Per cent of a price that a campaign's coupon may take off at most."""

    orders_url: str = ""
    """The shop's own order system (docs/order-system.md); default our own tables."""
    orders_secret: str = ""
    """Signs what is sent there (HMAC-SHA256)."""
    orders_timeout: float = 4.0
    """Seconds that one call of it may take."""

    secret: str = ""
    """Signs conversation tokens; generated into the data directory when unset."""
    customer_secret: str = ""
    """Shared with the shop, which signs customer tokens with it (HS256 JWT); generated too."""
    service_token: str = ""
    """Between our own processes; generated too."""
    allowed_origins: tuple[str, ...] = ()
    """Web origins that may embed the widget, separated by commas; our own is always allowed."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose X-Forwarded-For is believed."""
    demo: bool = False
    """Serves the demo shop page and its sign-in switch; never set it on a real store."""

    llm: Literal["auto", "local", "openai_compatible", "extractive"] = "auto"
    llm_url: str = ""
    """Base address of an OpenAI-compatible server, such as http://localhost:8000/v1."""
    llm_model: str = "Qwen/Qwen2.5-1.5B-Instruct"
    llm_api_key: str = ""
    llm_allow_personal_data: bool = False
    """Allows text with an e-mail, phone number or address to be sent to `llm_url`."""
    llm_streams: int = 0
    """Answers worded at once; 0 takes 32 on CUDA and of a server, 4 on a CPU."""
    llm_waiting: int = 16
    """More that may wait for these if their time allows; any further one is quoted at once."""
    llm_context: int = 4096
    """Tokens that a local model keeps for an answer, its prompt included."""
    llm_optimise: Literal["auto", "off", "graphs", "compile"] = "auto"
    """How a local model's steps are sped up on CUDA."""
    rewrite_by: Literal["rules", "model"] = "rules"
    """Who completes follow-ups; a model's wording counts where it says nothing new."""
    embedder: str = "minilm"
    """`minilm` is the packaged all-MiniLM-L6-v2; else a hub id or a folder."""
    sentiment_model: str = ""
    """A transformers classifier of sentiment: a folder or a hub id; default our own."""
    reranker: str = ""
    """A cross-encoder that puts the best passages in order: a folder or a hub id; default none."""
    reranker_budget: float = 0.5
    """Seconds that it may take for a question."""
    wrong_answer_cost: float = 1.0
    """How many needless hand-overs one wrong answer is worth: 1 answers from a confidence of
    one half on, 4 from four fifths on."""
    """Answers whose calibrated confidence is lower are not given."""

    turn_budget: float = 20.0
    """Seconds that one turn may take, every model call included."""
    max_message_chars: int = 2000
    max_photo_bytes: int = 10_000_000
    """Of a photo as it is uploaded; 0 takes no photos."""
    rate_per_conversation: int = 30
    """Messages a minute; a burst of a third is allowed."""
    rate_per_address: int = 120
    conversation_ttl_days: int = 30
    behaviour: bool = True
    """Takes behaviour events from the shop's pages (docs/behaviour-events.md)."""
    behaviour_days: int = 365
    """For how long they are kept; 0 keeps them."""
    chat_days: int = 0
    """For how long a conversation is kept after the last word; 0: for ever, the demo store 365."""
    photo_days: int = 0
    """For how long photos are kept that shoppers sent; 0 keeps them."""
    signal_days: int = 0
    """For how long moods, purchase intent and stated preferences are kept; 0 keeps them."""
    slate_days: int = 365
    """For how long it is kept what was offered to whom; 0 keeps it."""
    audit_days: int = 0
    """For how long it is kept what agents did in the console; 0 keeps it."""
    keep_orders_days: int = 0
    """For how long the law has you keep orders with their customer's name, erased or not."""
    rate_beacons_per_address: int = 240
    """Reports of behaviour a minute, each of up to 50 events."""
    nudges: str = ""
    """A file of rules for offers on the pages (docs/recommendations.md#nudges); none without."""
    train_recommendations_hours: float = 24.0
    """After so many hours recommenders are trained anew in the background; 0 leaves it to you."""

    person_patience_minutes: int = 10
    """Who has waited so long for a person is offered a call or an e-mail as well; 0: never."""
    console_idle_minutes: int = 60
    """An agent who does nothing for so long has to sign in to the console again."""
    console_session_hours: int = 12
    """So does everyone after this time."""
    oidc_issuer: str = ""
    """The shop's own OpenID provider, by which agents may sign in too (docs/console.md)."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_role_claim: str = ""
    """Where its tokens say which groups somebody is in; unset, roles are those given here."""
    oidc_roles: tuple[str, ...] = ()
    """Which group has which role: `support=agent,heads=lead,it=admin`."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def models(self) -> Path:
        """`models_dir`, whatever folder a process runs in."""
        return ROOT / self.models_dir

    @property
    def sql_url(self) -> str:
        """The database address."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tilly.db'}"

    @property
    def photos_dir(self) -> Path:
        """Where the photos that shoppers send are kept."""
        return self.data_dir / "photos"

    @property
    def kept_gaps_file(self) -> Path:
        """As old as what the console was last told of the knowledge's gaps."""
        return self.data_dir / "gaps.kept"

    @property
    def insights_file(self) -> Path:
        """As old as the profiles and segments of customers."""
        return self.data_dir / "insights.kept"

    @property
    def propensity_file(self) -> Path:
        """Where the model of purchase intent is kept that the shop's own visits refined."""
        return self.data_dir / "models" / "propensity.json"

    @property
    def broker_url(self) -> str:
        """Where the worker reads Rasa's events."""
        return self.events_url or f"sqlite:///{self.data_dir.resolve() / 'rasa' / 'events.db'}"

    @property
    def tracker_url(self) -> str:
        """Where Rasa keeps its conversations."""
        return f"sqlite:///{self.data_dir.resolve() / 'rasa' / 'tracker.db'}"

    @property
    def base_url(self) -> str:
        """The address shoppers reach the gateway at, without a final slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def shop_url(self) -> str:
        """The prefix of product links, without a final slash."""
        return (self.store_url or f"{self.base_url}/shop").rstrip("/")

    @property
    def checkout_page_url(self) -> str:
        """Where a cart is handed over."""
        return self.checkout_url or f"{self.shop_url}/checkout"

    @property
    def policy_file(self) -> Path | None:
        """The shop's service policy; None for the default one."""
        if self.policy:
            return Path(self.policy)
        return ROOT / "demo" / "policy.yml" if self.demo else None

    @property
    def pricing_file(self) -> Path | None:
        """The rules by which prices may change; None for the default ones."""
        if self.pricing:
            return Path(self.pricing)
        return ROOT / "demo" / "pricing" / "rules.yml" if self.demo else None

    @property
    def content_claims_file(self) -> Path | None:
        """The claims that no text may make; None for the default ones."""
        return Path(self.content_claims) if self.content_claims else None

    @property
    def answer_threshold(self) -> float:
        """The confidence (0 to 1) from which an answer costs less than a hand-over."""
        return least_confidence(self.wrong_answer_cost)

    @property
    def discount_cap(self) -> Decimal:
        """The part of a price that a campaign's coupon may take off at most, 0 to 1."""
        return Decimal(str(self.most_discount)) / 100

    @property
    def privacy_notice_url(self) -> str:
        """The privacy notice linked in the first message."""
        return self.privacy_url or f"{self.base_url}/shop/privacy"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting; raises SettingInvalid naming the variable."""
        environment = os.environ if environment is None else environment
        kinds = typing.get_type_hints(cls)
        values: dict[str, Any] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            if text := environment.get(variable, "").strip():
                values[field.name] = parsed(variable, text, kinds[field.name])
        return cls(**values)

    def signing_secret(self) -> str:
        """Signs conversation tokens."""
        return self.secret or self._generated("secret")

    def customer_signing_secret(self) -> str:
        """Signs customer tokens; the shop knows it too."""
        return self.customer_secret or self._generated("customer_secret")

    def internal_token(self) -> str:
        """Proves to one of our processes that another one calls."""
        return self.service_token or self._generated("service_token")

    def _generated(self, name: str) -> str:
        """A random secret, made once per data directory and readable by its owner only."""
        path = self.data_dir / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_name(f"{name}.{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as f:
                f.write(secrets.token_hex(32))
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass  # another process was first: its secret stands
            finally:
                fresh.unlink()
        return path.read_text().strip()
