"""What a scenario is: what the user had, the true causes, and how to come by what they saw."""


class Scenario:
    def __init__(self, had, causes, run, by=None, thread=None):
        self.had, self.causes, self.run, self.by, self.thread = had, causes, run, by, thread


def registry():
    scenarios = {}

    def scenario(name, had, *causes, by=None, thread=None):
        def keep(run):
            assert name not in scenarios, name
            scenarios[name] = Scenario(had, list(causes), run, by, thread)
            return run
        return keep

    return scenarios, scenario
