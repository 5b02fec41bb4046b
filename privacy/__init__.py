"""The rights of those who talk to the store: to have what is kept of them, and to have it erased.

Every place in which something of a customer may lie is a `PersonalStore`, which says how it finds,
exports and erases it. The packages that own tables declare theirs; `tilly.personal` joins them.
"""

from privacy.erasing import Erasures, Registry
from privacy.errors import ErasureUnfinished, PrivacyError, SubjectUnknown
from privacy.export import write_export
from privacy.sql_store import Rows, SqlStore
from privacy.stores import Attachment, Kept, PersonalStore
from privacy.subject import Phrase, Subject

__all__ = [
    "Attachment",
    "ErasureUnfinished",
    "Erasures",
    "Kept",
    "PersonalStore",
    "Phrase",
    "PrivacyError",
    "Registry",
    "Rows",
    "SqlStore",
    "Subject",
    "SubjectUnknown",
    "write_export",
]
