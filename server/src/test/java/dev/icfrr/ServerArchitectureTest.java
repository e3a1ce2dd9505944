package dev.icfrr;

class ServerArchitectureTest extends ClientArchitecture {}
