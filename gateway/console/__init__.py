"""The agents' console: pages under `/console`, rendered here, with no build step."""

from gateway.console.mounting import add_console_routes

__all__ = ["add_console_routes"]
