"""Tests of the demonstration content and of the command that loads it."""
