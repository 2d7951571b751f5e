"""`python -m sme_extract` is the command line."""

from sme_extract.cli.app import main

if __name__ == "__main__":
    main()
