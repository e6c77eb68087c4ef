"""What citizens are sent: texts and their languages, what stands in them, and the way out of the house."""
