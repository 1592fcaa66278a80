"""Notebooks at the speed of their cells: a warm server forks a fresh kernel for each run.

A papermill engine named `warm`, and functions run in forked processes for whoever runs many
notebooks. Nothing here knows what the notebooks are about, and nothing outside of this folder is
imported: it can be put elsewhere, under another name, as it stands.

    server      a server of one's own, or the user's, and a process it forked
    client      Jupyter's own client, the kernel it talks with, and the papermill engine
    kernel      Jupyter's own kernel, without sockets and threads; its output, caught
    calls       functions called in workers, several at once, or in a fork of the caller
    forkserver  the server itself: it loads libraries, forks guards, and they what runs
"""
