"""What a changed document makes of what the programs sent."""
