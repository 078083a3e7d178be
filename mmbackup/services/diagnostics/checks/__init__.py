"""One file a thing that is looked at. Looking changes nothing."""
