"""What is known of each customer: how they buy, what they like, what they are worth."""

from insights.profiles.building import Profiles, build_profiles

__all__ = ["Profiles", "build_profiles"]
