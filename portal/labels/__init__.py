"""Printed labels: one drawing of each, shown in the browser and given as PDF."""
