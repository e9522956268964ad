"""The script: every operation of the pool, good cases and bad ones. One file a topic; each
scenario has a pool of its own, so that what one server lacks does not spoil the rest."""

from . import (
    admin_create_user,
    attributes,
    groups,
    listing,
    members,
    passwords,
    pools_and_clients,
    sign_in,
    sign_up,
    tokens,
)

TOPICS = [
    pools_and_clients,
    groups,
    admin_create_user,
    sign_up,
    sign_in,
    tokens,
    passwords,
    attributes,
    listing,
    members,
]

# "topic / scenario" -> function of a Play
ALL = {
    f"{topic.__name__.rpartition('.')[2]} / {name}".replace("_", " "): scenario
    for topic in TOPICS
    for name, scenario in vars(topic).items()
    if callable(scenario) and scenario.__module__ == topic.__name__ and not name.startswith("_")
}
