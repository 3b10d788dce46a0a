"""The stages: collect, import, score, digest, publish. Each is a function that reads as prose and reports.

Command line, scheduler and cluster call the same functions with the same context.
"""
