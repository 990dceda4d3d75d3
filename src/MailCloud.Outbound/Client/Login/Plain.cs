using System.Text;

namespace MailCloud.Outbound.Client.Login;

/// <summary>PLAIN (RFC 4616 §2): all in the first response.</summary>
internal sealed class Plain(Credentials credentials) : IClientMechanism
{
    public bool IsComplete => true;

    public byte[] Begin() => Encoding.UTF8.GetBytes($"\0{credentials.User}\0{credentials.Password}");

    public byte[] Answer(byte[] challenge) => Begin();
}

/// <summary>LOGIN: the server asks for the name, then for the password. Never standardised, and all that some servers have.</summary>
internal sealed class LoginWords(Credentials credentials) : IClientMechanism
{
    private bool saidName;

    public bool IsComplete => true;

    public byte[]? Begin() => null;

    // What the challenges say differs between servers; their order does not.
    public byte[] Answer(byte[] challenge)
    {
        var word = saidName ? credentials.Password : credentials.User;
        saidName = true;
        return Encoding.UTF8.GetBytes(word);
    }
}
