"""Sentences nobody trained on: the first two lists of the Harvard sentences.

From "IEEE Recommended Practice for Speech Quality Measurements", IEEE Transactions on Audio and
Electroacoustics 17 (1969), whose lists are phonetically balanced and free to use for tests of speech.
"""

SENTENCES = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It's easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
    "Rice is often served in round bowls.",
    "The juice of lemons makes fine punch.",
    "The box was thrown beside the parked truck.",
    "The hogs were fed chopped corn and garbage.",
    "Four hours of steady work faced us.",
    "A large size in stockings is hard to sell.",
    "The boy was there when the sun rose.",
    "A rod is used to catch pink salmon.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through.",
    "Help the woman get back to her feet.",
    "A pot of tea helps to pass the evening.",
    "Smoky fires lack flame and heat.",
    "The soft cushion broke the man's fall.",
    "The salt breeze came across from the sea.",
    "The girl at the booth sold fifty bonds.",
)

# About ten seconds of speech, for measurements of speed.
PARAGRAPH = (
    "The birch canoe slid on the smooth planks. The juice of lemons makes fine punch. "
    "Four hours of steady work faced us. The boy was there when the sun rose. "
    "A pot of tea helps to pass the evening."
)
