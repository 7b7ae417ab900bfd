"""A district begins: pasted lines become bodies, seats and invitations; how far each village is."""
