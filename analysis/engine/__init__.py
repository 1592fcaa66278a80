"""Notebooks at the speed of their cells: a warm server forks a fresh kernel for each run.

A papermill engine named `warm`, and functions run in forked children for whoever runs many
notebooks. Nothing here knows what the notebooks are about.

    records    what goes over a connection
    private    what we lean on in Jupyter that is not promised to stay
    streams    standard output and error, caught
    kernel     Jupyter's own kernel, without sockets and threads
    lines      a connection between a client and a kernel, and a hold on its process
    client     Jupyter's own client, over such a line
    template   a process made ready to be forked
    child      what a forked child does
    server     the process that forks, watches and ends children
    reach      starting a server, or finding the one that runs
    calls      functions called in children, several at once, each with a kernel beside it
    own_kernels  which kernels a warm server can stand for
    warm       the engine
"""
