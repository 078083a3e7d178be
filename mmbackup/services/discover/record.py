"""A plan as the database keeps it for a page, and back."""

from typing import Any

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.engine.profiles.proposal import Found, ItemPlan, Plan, Proposal, Unsaved
from mmbackup.services.discover.look import Looked

Record = dict[str, Any]


def facts_record(looked: Looked) -> Record:
    facts = looked.facts
    return {
        "system": facts.system,
        "host": facts.host,
        "user": facts.user,
        "running": sorted(facts.running),
        "profile": looked.profile.slug,
    }


def plan_record(plan: Plan) -> Record:
    return {
        "items": {item.item.slug: _item_record(item) for item in plan.items},
        "unsaved": [each._asdict() for each in plan.unsaved],
    }


def recorded_plan(record: Record, *, profile: str, kind: ServerKind) -> Plan:
    """Of the server's kind as it is now: what was recorded for another one is left out."""
    items = record.get("items", {})
    plans = [_item_plan(item, items.get(item.slug, {})) for item in items_of(kind)]
    return Plan(profile, tuple(plans), tuple(Unsaved(**each) for each in record.get("unsaved", ())))


def _item_record(item: ItemPlan) -> Record:
    found = [{**each._asdict(), "proposal": each.proposal._asdict()} for each in item.found]
    return {"found": found, "why_none": item.why_none}


def _item_plan(item: Any, record: Record) -> ItemPlan:
    found = [
        Found(**{**each, "proposal": Proposal(**each["proposal"]), "closed": tuple(each["closed"])})
        for each in record.get("found", ())
    ]
    return ItemPlan(item, tuple(found), record.get("why_none", ""))
