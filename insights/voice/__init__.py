"""The voice of the customer: how satisfied shoppers are, what they complain of, what to mend."""
