"""The commands around a run: doctor, show, merge; and what a run leaves for a person to go on with."""
