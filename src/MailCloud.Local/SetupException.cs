namespace MailCloud.Local;

/// <summary>
/// The machine, or an option, is not as the program needs it: Node.js is missing, a port is taken, a folder is in use.
/// The message is one line for the person at the terminal and names what to change.
/// </summary>
public sealed class SetupException(string message, Exception? cause = null) : Exception(message, cause);
