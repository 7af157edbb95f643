"""What members ask of the bot: commands, buttons, forms, and the answers to them."""
