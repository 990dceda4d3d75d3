namespace MailCloud.Webmail.Rendering;

/// <summary>The time that all pages of a message have together; a message may have many of them, and each may be made to take long.</summary>
internal sealed class RenderTime(TimeProvider time)
{
    private readonly long started = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(started) > RenderLimits.Time;
}
