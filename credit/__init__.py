"""Results of one company become features: the room later work fills."""
