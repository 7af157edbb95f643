"""The ground floor: values and rules in our own words, standard library only."""
