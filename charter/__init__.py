"""Charter: self-assessment, scoring and reports for charters such as the BME Mentoring Charter.

The map: ``domain`` holds the rules, ``store`` the memory, ``services`` the deeds, ``jobs`` what takes seconds and
``web`` the edge; each imports only what stands to its left. What a charter asks is data, in ``criteria/``; what a page
of paper shows is in the package ``reports`` beside this one.
"""

__version__ = "0.1.0"
