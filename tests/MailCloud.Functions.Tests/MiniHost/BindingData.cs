using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host.Bindings;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Protocols;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>Gives a function all that its trigger knows of the invocation.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
[Binding]
public sealed class BindingDataAttribute : Attribute;

internal sealed class BindingDataExtension : IExtensionConfigProvider
{
    public void Initialize(ExtensionConfigContext context) => context.AddBindingRule<BindingDataAttribute>().Bind(new Provider());

    private sealed class Provider : IBindingProvider
    {
        public Task<IBinding> TryCreateAsync(BindingProviderContext context) => Task.FromResult<IBinding>(new Binding());
    }

    private sealed class Binding : IBinding
    {
        public bool FromAttribute => true;

        public Task<IValueProvider> BindAsync(object value, ValueBindingContext context) => throw new NotSupportedException();

        public Task<IValueProvider> BindAsync(BindingContext context) => Task.FromResult<IValueProvider>(new Data(context.BindingData));

        public ParameterDescriptor ToParameterDescriptor() => new();
    }

    private sealed class Data(IReadOnlyDictionary<string, object> bindingData) : IValueProvider
    {
        public Type Type => typeof(IReadOnlyDictionary<string, object>);

        public Task<object> GetValueAsync() => Task.FromResult<object>(bindingData);

        public string ToInvokeString() => "";
    }
}
