"""The rules of a charter: what is asked, how it is counted, what it comes to. No files, no database, no clock."""
