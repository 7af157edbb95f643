"""What comes in over HTTP: engines that call back. Behind a reverse proxy, on this machine only."""
