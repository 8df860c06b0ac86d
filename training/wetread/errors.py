"""One error type: what is wrong, said with the file and the row where there is one."""


class TrainingError(Exception):
    """A fault in data, a checkpoint, a configuration or a bundle that the person running a script can mend."""
