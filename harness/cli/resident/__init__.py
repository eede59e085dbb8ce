"""A process that has loaded the harness and forks itself for each command, which then costs no start.

It keeps no plan and no verdict: what it forks reads everything anew, as a process of its own does.
"""
