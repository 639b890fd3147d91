// The artist's page: files are gathered, looked into, and sent.
import "../intake";
