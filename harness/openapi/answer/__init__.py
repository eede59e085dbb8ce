"""An operation -> the body and headers of a true answer."""
