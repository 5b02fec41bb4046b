"""Groups of customers who are alike, with names in words and reasons."""

from insights.segments.grouping import Segment, Segmentation, segment

__all__ = ["Segment", "Segmentation", "segment"]
