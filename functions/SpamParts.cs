using MailCloud.Spam;
using MailCloud.Spam.Filter;
using MailCloud.Spam.Personal;
using MailCloud.Spam.Training;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>The parts of the spam filter that the functions share: what one of them learns, the other applies at once.</summary>
internal sealed class SpamParts
{
    public SpamParts(MailStorage storage, SpamSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var shared = new SharedModel(storage.Models, time, logs.CreateLogger<SharedModel>());
        var personal = new PersonalModels(storage.Models, time);
        Filter = new PersonalFilter(storage.Store, personal, settings, logs.CreateLogger<PersonalFilter>());
        Training = new SpamTraining(storage.Store, storage.Models, shared, personal, settings, logs.CreateLogger<SpamTraining>());
    }

    public PersonalFilter Filter { get; }

    public SpamTraining Training { get; }
}
