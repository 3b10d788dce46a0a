"""Engines that run the jobs. `local`: one machine, threads and APScheduler."""
