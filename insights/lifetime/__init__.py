"""How often a customer will buy again, for how much, and whether at all."""

from insights.lifetime.bg_nbd import BetaGeometric
from insights.lifetime.gamma_gamma import GammaGamma
from insights.lifetime.histories import Histories, histories_of
from insights.lifetime.value import lifetime_value

__all__ = ["BetaGeometric", "GammaGamma", "Histories", "histories_of", "lifetime_value"]
