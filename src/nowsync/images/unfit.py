"""Why an image is not attached."""


class Unfit(Exception):
    """This image cannot be attached; the message completes "it is not attached: …"."""
