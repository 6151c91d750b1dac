using System.Reflection;
using System.Reflection.Emit;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests;

public class ArchitectureTests
{
    // README's arrow: a namespace may use those before it, never those after it.
    private static readonly string[] Arrow =
    [
        "", "Simd", "Timing", "Files", "Data", "Tokens", "Model", "Dynamics", "Learning", "Analysis", "Baselines", "Experiments",
            "Hopfield", "Transformers", "Sequences",
        "Reproductions", "Sweeps", "Verification",
    ];

    private static readonly OpCode[] Codes =
        [.. typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)];

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_namespaces_form_the_arrow_of_the_README()
    {
        Type[] types = typeof(Couplings).Assembly.GetTypes();
        Assert.Empty(types.Select(RoomOf).OfType<string>().Distinct().Except(Arrow));
        List<string> against =
        [
            .. from type in types
               let room = RoomOf(type)
               where room is not null
               from used in UsedBy(type)
               let other = RoomOf(used)
               where other is not null && Array.IndexOf(Arrow, other) > Array.IndexOf(Arrow, room)
               select $"{type.FullName} uses {used.FullName}",
        ];
        Assert.True(against.Count == 0, string.Join('\n', against.Distinct()));
    }

    // The namespace below AttractorNotebooks; null for what the compiler or the framework made.
    private static string? RoomOf(Type type)
    {
        Type outer = type.HasElementType ? type.GetElementType()! : type;
        if (outer.Assembly != typeof(Couplings).Assembly || outer.Namespace is not string name
            || !name.StartsWith("AttractorNotebooks", StringComparison.Ordinal)) return null;
        return name.Length == "AttractorNotebooks".Length ? "" : name["AttractorNotebooks.".Length..];
    }

    private static IEnumerable<Type> UsedBy(Type type)
    {
        IEnumerable<Type?> named =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(All).Select(field => field.FieldType),
            .. Methods(type).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)),
            .. Methods(type).OfType<MethodInfo>().Select(method => method.ReturnType), .. Methods(type).SelectMany(InBody),
        ];
        return named.OfType<Type>().SelectMany(Parts).Where(used => used != type);
    }

    private static IEnumerable<MethodBase> Methods(Type type) => [.. type.GetMethods(All), .. type.GetConstructors(All)];

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];

    // Types, and owners of members, that the instructions of a method name.
    private static IEnumerable<Type> InBody(MethodBase method)
    {
        if (method.GetMethodBody() is not MethodBody body) yield break;
        foreach (LocalVariableInfo local in body.LocalVariables) yield return local.LocalType;
        byte[] code = body.GetILAsByteArray()!;
        Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            short value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            OpCode operation = Codes.First(known => known.Value == value);
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType
                or OperandType.InlineTok)
            {
                MemberInfo member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!;
                if ((member as Type ?? member.DeclaringType) is Type named) yield return named;
            }
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
