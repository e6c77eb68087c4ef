"""What the helper does. Arguments arrive checked (`privileged.arguments`)."""
