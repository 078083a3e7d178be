"""What SNMP offers, by name: for forms and files, which need nothing of the protocol itself."""

VERSIONS = ("2c", "3")
AUTHENTICATIONS = ("none", "SHA", "SHA-256", "SHA-512")
ENCRYPTIONS = ("none", "AES-128", "AES-256")
