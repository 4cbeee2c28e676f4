"""The models of the movement, each kind where it belongs."""

from campaign_site.movement.commitments import Commitment, CommitmentLink
from campaign_site.movement.stand_page import MovementSettings, StandPage

__all__ = ["Commitment", "CommitmentLink", "MovementSettings", "StandPage"]
