"""One field to sign in with: a user name, a phone number or an e-mail address."""
