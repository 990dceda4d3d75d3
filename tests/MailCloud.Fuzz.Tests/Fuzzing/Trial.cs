using System.Diagnostics;
using System.Globalization;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>What an input did.</summary>
/// <param name="Fault">What it broke; null: nothing.</param>
/// <param name="Outcome">Accepted, or how it was refused: to tell what is new.</param>
internal readonly record struct Trial(Exception? Fault, string Outcome)
{
    private const string Accepted = "accepted";

    /// <summary>Far more than any input may take, on a machine that does other things as well.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Gives an input to a target, on this thread.</summary>
    public static Trial Run(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var outcome = Accepted;
        try
        {
            target.Run(input);
        }
        catch (Exception e) when (e.GetType() == target.Refusal)
        {
            outcome = e.Message;
        }
        catch (Exception e)
        {
            return new Trial(e, e.Message);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var took = Stopwatch.GetElapsedTime(start);
        return allocated > target.FreeAllocation + (target.AllocationPerOctet * input.Length)
                ? new Trial(Broken($"{allocated} octets are allocated for {input.Length}"), outcome)
            : took > TimeLimit ? new Trial(Broken($"{input.Length} octets take {took}"), outcome)
            : new Trial(null, outcome);
    }

    public bool IsLike(Trial other) => Fault is not null && Fault.GetType() == other.Fault?.GetType();

    private static BrokenBoundException Broken(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>An input takes more memory or time than a stranger may make us spend.</summary>
internal sealed class BrokenBoundException(string message) : Exception(message);
