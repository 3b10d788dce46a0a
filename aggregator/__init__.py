"""fansreact: collects what fans post about a film and drafts a publishable, checkable digest of it.

The stages read in this order: config -> collect -> store -> score -> digest -> publish.
"""

__version__ = "0.1.0"
