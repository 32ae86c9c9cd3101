"""The keys of site.yml, of an area's _index.md and of the boards of several entries, declared like the kinds."""

import datetime as dt
from typing import Literal

from zhendi.model.fields import DataKeys, Fields, zh

_WORDS = "、，,；;"


class AreaKeys(Fields, frozen=True):
    """The keys of an area's _index.md."""

    title: str | None = zh("标题", "名称", "栏目")
    slug: str | None = zh("网址名", "文件名")
    kind: str | None = zh("类型", "栏目类型")
    rank: int | None = zh("排序", "顺序")
    summary: str | None = zh("摘要", "简介", "说明")
    data: DataKeys | None = zh("数据", "数据表", "数据文件", about="data/ 里的表格：每一行是一篇，列名就是字段的名字")


class LimitKeys(Fields, frozen=True):
    """What one board may take."""

    render_seconds: int | None = zh("排版秒数", "时间上限", about="一块展板最多排多少秒")
    memory_mb: int | None = zh("内存上限", "内存", about="一块展板最多用多少 MB 内存")


class PressKeys(Fields, frozen=True):
    """What the site's print shop wants."""

    profile: str | None = zh("特性文件", "色彩特性文件", "ICC", about="印刷厂给的 CMYK 特性文件（.icc），站点里的路径")
    process: Literal["印刷", "写真", "喷绘"] | None = zh("工艺", about="材质没有说明时用哪一种")
    bleed: int | None = zh("出血", about="多少毫米；不写按工艺")
    standard: Literal["X-4", "X-1a"] | None = zh("标准", about="印刷厂的设备旧，写 X-1a：PDF 1.4，没有透明")
    outlines: bool | None = zh("转曲", about="写“是”，文字全部转成曲线")
    picture: Literal["tif", "jpg"] | None = zh("图片", about="印刷厂要图片的，每块另做一张，CMYK，带出血")
    dpi: int | None = zh("图片精度", "精度", about="图片每英寸多少点；不写按工艺")


class ScreenKeys(Fields, frozen=True):
    """What is made of the lobby screen besides its page."""

    stills: Literal["横屏", "竖屏", "横竖屏", "否"] | None = zh(
        "图片", about="给只能放图片的播放器：横屏 1920×1080，竖屏 1080×1920"
    )
    video: bool | None = zh("视频", about="把图片连成 MP4；要装 ffmpeg")


class SiteKeys(Fields, frozen=True):
    """The keys of site.yml that hold a plain value."""

    title: str | None = zh("名称", "标题", "站名")
    unit: str | None = zh("单位", "单位名称", "主办单位")
    url: str | None = zh("网址", "地址", about="有了它才有订阅源、站点地图和展板上的二维码")
    theme: str | None = zh("主题")
    motto: str | None = zh("口号", "题词", "格言")
    phone: str | None = zh("监督电话", "电话")
    identifier: str | None = zh("网站标识码", "标识码")
    icp: str | None = zh("ICP备案号", "ICP备案", "备案号")
    police: str | None = zh("公安备案号", "公安备案")
    timezone: str | None = zh("时区")
    first_day_counts: bool = zh("公示首日计入", default=True, about="公示的第一天算不算一个工作日")
    limits: LimitKeys | None = zh("限制", "上限")
    founded: dt.date | None = zh("成立日期", about="单位成立的日子；比它还早的日期会提醒")
    checks: str | None = zh("检查", "校对", about="每条规则的级别：{LG12: 关, DA02: 错误}，见检查规则")
    press: PressKeys | None = zh("印刷", "印制")
    screen: ScreenKeys | None = zh("大屏", "大厅屏幕", "屏幕")
    defaults: str | None = zh("默认", "默认展板", "展板", about="每个栏目类型的展板默认值")
    kinds: str | None = zh("类型", "栏目类型", about="本站自己的栏目类型")


class FleetKeys(Fields, frozen=True):
    """The keys of sites.yml, beside the folders of sites that are built in one go."""

    sites: tuple[str, ...] = zh("站点", default=(), split=_WORDS, about="站点的文件夹；不写就是这里所有的站点")
    output: str | None = zh("输出", about="输出到哪个文件夹，每个站点一个子文件夹；不写就输出到各站点的 output/")


class KindKeys(Fields, frozen=True):
    """How site.yml declares a kind."""

    title: str | None = zh("名称", "中文名")
    template: str | None = zh("模板", about="用哪一个已有类型的模板来显示")
    fields: str | None = zh("字段", "项目")


class FieldKeys(Fields, frozen=True):
    """How site.yml declares a field of a kind."""

    type: str | None = zh("类型")
    must: bool = zh("必填", "必须", default=False)
    names: tuple[str, ...] = zh("别名", "也叫", default=(), split="、，,")
    choices: tuple[str, ...] = zh("可选", "可以写", "选项", default=(), split="、，,")


class ShowKeys(Fields, frozen=True):
    """Which entries a slot of a board shows."""

    area: tuple[str, ...] = zh("栏目", "来自", default=(), split=_WORDS, about="栏目的名字；几个用顿号隔开")
    state: str | None = zh("状态", about="公开中（不写就是它）、即将到期、已到期、往期、已归档、全部")
    tag: tuple[str, ...] = zh("标签", default=(), split=_WORDS, about="有其中一个标签就算")
    form: str | None = zh("形式", about="如 主题党日、示范岗")
    contains: str | None = zh("标题含", "标题里有")
    year: int | None = zh("年度", "年份")
    limit: int | None = zh("数量", "最多", "条数", "count", about="最多几项；多出来的写成“另有 N 项见网站”")
    order: str | None = zh("排序", "顺序", about="最新在前、最早在前、排序、时限、标题；不写就按栏目里的顺序")


class SlotKeys(Fields, frozen=True):
    """One slot of a board."""

    title: str | None = zh("标题", "名称")
    show: ShowKeys | None = zh("展示", "内容")
    text: str | None = zh("文字", "正文", about="固定的文字，不写“展示”时用")
    share: int | None = zh("宽度", "份额", about="与其他栏位的宽度之比，如 2")
    flows: bool = zh("流动", "分栏", default=False, about="内容多时分成几栏，依次流动")
    empty: str | None = zh("空白提示", "没有内容时", about="没有内容时写的一句话")


class CompositeKeys(Fields, frozen=True):
    """A board of several entries: a file in content/boards/ or content/展板/."""

    title: str | None = zh("标题", "名称")
    slug: str | None = zh("网址名", "文件名")
    date: dt.date | None = zh("日期", "更新日期", about="不写就取所展示内容里最新的日期")
    scope: str | None = zh("公开范围", "范围", about="社会、本单位、党内；不写就是本单位")
    draft: bool = zh("草稿", default=False)
    size: str | None = zh("尺寸", "大小", "海报", about="如 200x120cm、公开栏、A1；不写就是 200x120cm")
    layout: str | None = zh("版式", about="栏位、卡片、分栏、头条、时间轴、图表")
    show: ShowKeys | None = zh("展示", "内容", about="只有一个栏位时用")
    slots: tuple[SlotKeys, ...] = zh("栏位", "各栏", default=(), about="几个栏位时用，每个写标题和展示")
    empty: str | None = zh("空白提示", "没有内容时", about="没有内容时写的一句话")
    distance: str | None = zh("阅读距离", "观看距离", about="如 2m；按它定最小字号")
    series: str | None = zh("系列", about="挂在一起的展板写同一个名字，字号就一样大")
    numbered: bool = zh("系列编号", "展板编号", default=False)
    theme: str | None = zh("主题")
    dense: bool = zh("密排", default=False, about="允许把字排得更小，多放一些内容")
    copies: int | None = zh("份数")
    material: str | None = zh("材质", "材料")


class HungKeys(Fields, frozen=True):
    """One thing to hang on a wall."""

    name: str = zh("展板", "名称", "系列", default="", role="main", about="展板的标题或编号、系列或篇章的名字")
    at: str | None = zh("位置", "左边", about="左沿到墙左端的距离；不写就按间距排")


class ObstacleKeys(Fields, frozen=True):
    """A door or window in a wall."""

    name: str | None = zh("名称", "名字")
    at: str | None = zh("位置", "左边", required=True, about="左沿到墙左端的距离")
    width: str | None = zh("宽", "宽度", required=True)
    height: str | None = zh("高", "高度", required=True)
    above: str | None = zh("离地", "下沿", about="下沿离地的高度；门不用写")


class WallKeys(Fields, frozen=True):
    """A wall: an item of data/walls.yml under its name."""

    name: str | None = zh("名称", "墙面")
    slug: str | None = zh("网址名", "文件名")
    length: str | None = zh("长度", "长", "墙长", required=True, about="如 8m、800cm；只写数字按厘米算")
    height: str | None = zh("高度", "高", "墙高", about="不写就是 280cm")
    centre: str | None = zh("中心高", "中心高度", about="展板中心离地的高度；不写就是 150cm")
    gap: str | None = zh("间距", about="展板之间的距离；不写就均匀排开")
    boards: tuple[HungKeys, ...] = zh("展板", "挂", "从左到右", default=(), split=_WORDS, about="从左到右")
    doors: tuple[ObstacleKeys, ...] = zh("门", default=())
    windows: tuple[ObstacleKeys, ...] = zh("窗", "窗户", default=())
    obstacles: tuple[ObstacleKeys, ...] = zh("障碍", "障碍物", default=(), about="消火栓箱、开关、暖气等")
