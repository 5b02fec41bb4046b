"""Groups of customers who are alike, with names in words and reasons."""

from insights.segments.grouping import Drift, Segment, Segmentation, drift, segment

__all__ = ["Drift", "Segment", "Segmentation", "drift", "segment"]
