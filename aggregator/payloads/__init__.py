"""One network's JSON -> Post, one file a network. Pure; ValueError(reason) for a record that can't be read.

Only what makes a post one (its id, a zoned time) is needed; everything else may be missing or nonsense and is
then unknown (None), never guessed. `fields` holds the small readers that all of them share.
"""
