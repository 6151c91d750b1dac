using System.Numerics;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// How a model's parameters lie in one array: layers ask for their part when they are made. One array is what an optimiser and a
/// file want.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly List<Parameter> _parameters = [];

    /// <summary>All parameters in the order of the array.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How many numbers there are in all.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a parameter at the end.</summary>
    public Parameter Add(string name, int[] shape, double centre = 0, double deviation = 0)
    {
        Parameter parameter = new(name, Length, shape, centre, deviation);
        _parameters.Add(parameter);
        Length = checked(Length + parameter.Length);
        return parameter;
    }

    /// <summary>Random numbers to start from; a parameter's do not depend on what other parameters there are.</summary>
    public T[] Start<T>(int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] all = new T[Length];
        foreach (Parameter parameter in _parameters)
        {
            Random random = SeededRandom.Create(seed, parameter.Name);
            foreach (ref T number in parameter.Of(all))
                number = T.CreateTruncating(parameter.Deviation == 0
                    ? parameter.Centre : Normal.Sample(random, parameter.Centre, parameter.Deviation));
        }
        return all;
    }
}
