"""Who may write the pages' texts: whoever administers the portal. They bind the office by law."""

import rules

from accounts.rules import is_administrator

rules.add_perm("texts", is_administrator)
for action in ("view", "add", "change", "delete"):
    rules.add_perm(f"texts.{action}_pagetext", is_administrator)
