"""One attempt on the wire: messages, commands, deadlines, connections."""
